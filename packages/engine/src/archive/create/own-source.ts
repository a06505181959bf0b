import type { PipelinePool } from "../jobs/index.ts";
import { ContentSources } from "./content-sources.ts";
import { WalkAhead } from "./walk-ahead.ts";
import type { WalkAheadOptions } from "./walk-ahead.ts";

/** Files that one archive is made of: the walk, and the threads that read. */
export class OwnSource {
  readonly pool: PipelinePool;
  readonly walk: WalkAhead;
  readonly contents: ContentSources = new ContentSources();

  /** Readies the walk, which takes a while. @param pool As `startCreatePool` makes it; closed with this. */
  constructor(pool: PipelinePool) {
    this.pool = pool;
    this.walk = new WalkAhead(pool);
  }

  /** The repository is open: begins to walk. */
  start(walk: WalkAheadOptions): void {
    this.walk.start(walk);
  }

  async close(): Promise<void> {
    await this.walk.close();
    await this.pool.close();
  }
}
