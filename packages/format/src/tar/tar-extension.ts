import type { PaxHeaders, PaxSparse } from "./pax-headers.ts";
import { applyPaxHeaders, paxSparse, paxStoredSize } from "./pax-headers.ts";
import type { PaxRecord } from "./pax-records.ts";
import { textUpToNul } from "./tar-header.ts";
import type { TarHeader } from "./tar-header.ts";
import { TAR_FOLDER } from "./tar-type.ts";

/** What a header that comes before a member's own says of the member. */
export interface TarExtension {
  apply(header: TarHeader): void;
  /** Bytes of content in the tar file, where the member's own header cannot hold the number. */
  readonly storedSize?: number | undefined;
  readonly sparse?: PaxSparse | undefined;
}

export function longName(bytes: Uint8Array): TarExtension {
  const name = textUpToNul(bytes);
  return {
    apply: (header) => {
      header.name = header.type === TAR_FOLDER && name.endsWith("/") ? name.slice(0, -1) : name;
    },
  };
}

export function longLink(bytes: Uint8Array): TarExtension {
  const target = textUpToNul(bytes);
  return {
    apply: (header) => {
      header.linkname = target;
    },
  };
}

/** @param records Those of the header itself; `headers` holds what was said for all members as well. @throws {RangeError} */
export function paxExtension(headers: PaxHeaders, records: readonly PaxRecord[]): TarExtension {
  return {
    apply: (header) => applyPaxHeaders(header, headers),
    storedSize: paxStoredSize(headers),
    sparse: paxSparse(headers, records),
  };
}
