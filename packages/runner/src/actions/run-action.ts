import type { ActionContext } from "./action-context.ts";
import type { ActionRequest } from "./action-flags.ts";
import { runBorg } from "./borg-passthrough.ts";
import { breakLock } from "./break-lock.ts";
import { check } from "./check/index.ts";
import { compact } from "./compact.ts";
import { createArchive } from "./create.ts";
import { deleteArchives, deleteRepository } from "./delete.ts";
import { diffArchives } from "./diff.ts";
import { drill } from "./drill/index.ts";
import { exportTar } from "./export-tar.ts";
import { extract } from "./extract.ts";
import { showArchives } from "./info.ts";
import { showGrowth } from "./growth.ts";
import { changePassphrase, exportKey, importKey } from "./key.ts";
import { listFiles } from "./list.ts";
import { mount } from "./mount.ts";
import { prune } from "./prune/index.ts";
import { recreate } from "./recreate.ts";
import { createRepository } from "./repo-create.ts";
import { showRepository } from "./repo-info.ts";
import { listArchives } from "./repo-list.ts";
import { restore } from "./restore.ts";
import { transfer } from "./transfer.ts";

/**
 * Does what was asked for on the repository of the context.
 *
 * @returns What is to be shown as JSON, if anything is.
 */
export async function runAction(context: ActionContext, { name, flags }: ActionRequest): Promise<unknown> {
  switch (name) {
    case "break-lock":
      return await breakLock(context);
    case "borg":
      return await runBorg(context, flags);
    case "check":
      return await check(context, flags);
    case "compact":
      return await compact(context, flags);
    case "create":
      return await createArchive(context, flags);
    case "delete":
      return await deleteArchives(context, flags);
    case "diff":
      return await diffArchives(context, flags);
    case "drill":
      return await drill(context, flags);
    case "export-tar":
      return await exportTar(context, flags);
    case "extract":
      return await extract(context, flags);
    case "growth":
      return await showGrowth(context, flags);
    case "info":
      return await showArchives(context, flags);
    case "key change-passphrase":
      return await changePassphrase(context);
    case "key export":
      return await exportKey(context, flags);
    case "key import":
      return await importKey(context, flags);
    case "list":
      return await listFiles(context, flags);
    case "mount":
      return await mount(context, flags);
    case "prune":
      return await prune(context, flags);
    case "recreate":
      return await recreate(context, flags);
    case "repo-create":
      return await createRepository(context, flags);
    case "repo-delete":
      return await deleteRepository(context, flags);
    case "repo-info":
      return await showRepository(context, flags);
    case "repo-list":
      return await listArchives(context, flags);
    case "restore":
      return await restore(context, flags);
    case "transfer":
      return await transfer();
    default:
      throw new Error(`no such action: ${name}`);
  }
}
