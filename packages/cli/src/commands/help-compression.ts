/** `borg help compression`. */
export const COMPRESSION_HELP = `--compression takes one of these:

  none             store as it is
  lz4              very fast, compresses little (the default)
  zstd[,L]         L from 1 (fast) to 22 (small), default 3: good for most
  zlib[,L]         L from 0 to 9, default 6
  lzma[,L]         L from 0 to 9, default 6: slow and small. Levels above 6 need more
                   memory, and compress no better
  auto,C[,L]       for each chunk, tries by lz4 whether it can be compressed: if so it is
                   compressed by C, else stored as it is. For photos, videos and the like
                   among other files

  obfuscate,S,C[,L]
                   compresses by C, then adds bytes, so that sizes in the repository tell
                   less about the files. Needs space, and makes no sense without
                   encryption. S says how much is added:

     1 to 6        a random share of the compressed size, more often small than large:
                   1: 0.01 to 100 times, 2: 0.1 to 1000 times, and so on by tens
     110 to 123    a random number of bytes: 110 up to 1 KiB, 120 up to 1 MiB, 123 up to
                   8 MiB; in general up to 2^(S-100)
     250           Padme: always the same for the same size, 12% at most

Chunks are cut and compared before they are compressed: different compressions can share
a repository. A chunk that it has already stays as it is stored; "borg recreate
--recompress" changes that.

  borg create --compression zstd,10 REPO::ARCHIVE data
  borg create --compression auto,lzma,6 REPO::ARCHIVE data
  borg create --compression obfuscate,110,none REPO::ARCHIVE data
  borg create --compression obfuscate,250,auto,zstd,3 REPO::ARCHIVE data`;
