// The module that worker threads run.
import { serveJobs } from "../../threads/index.ts";
import { pipelineJobs } from "./jobs.ts";

serveJobs(pipelineJobs);
