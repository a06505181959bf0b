import type { Jobs } from "../../threads/index.ts";
import { cutContent } from "./cut-content.ts";
import { openChunks } from "./open-chunks.ts";
import { readFiles } from "./read-files.ts";
import { readPiece } from "./read-piece.ts";
import { sealChunks } from "./seal-chunks.ts";
import { setup } from "./setup.ts";
import { endWalk, forgetMaster, startWalk, walkOn, walkPaths } from "./walk.ts";
import { verifyChunks } from "./verify-chunks.ts";
import { verifySegmentFile } from "./verify-segment-file.ts";

/** The jobs of all pipelines. */
export interface PipelineJobs extends Jobs {
  readonly setup: typeof setup;
  readonly readFiles: typeof readFiles;
  readonly readPiece: typeof readPiece;
  readonly cutContent: typeof cutContent;
  readonly sealChunks: typeof sealChunks;
  readonly openChunks: typeof openChunks;
  readonly verifyChunks: typeof verifyChunks;
  readonly verifySegmentFile: typeof verifySegmentFile;
  readonly startWalk: typeof startWalk;
  readonly walkOn: typeof walkOn;
  readonly walkPaths: typeof walkPaths;
  readonly forgetMaster: typeof forgetMaster;
  readonly endWalk: typeof endWalk;
}

export const pipelineJobs: PipelineJobs = {
  setup,
  readFiles,
  readPiece,
  cutContent,
  sealChunks,
  openChunks,
  verifyChunks,
  verifySegmentFile,
  startWalk,
  walkOn,
  walkPaths,
  forgetMaster,
  endWalk,
};
