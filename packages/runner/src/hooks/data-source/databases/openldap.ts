import type { OpenldapDatabase } from "../configuration.ts";
import type { DatabaseKind, PlannedDump, RestoreJob } from "./database-kind.ts";
import { words } from "./words.ts";

/** Databases of OpenLDAP as LDIF. The tools read and write the files of slapd, with its configuration. */
export const openldap: DatabaseKind<OpenldapDatabase> = {
  hookName: "openldap_databases",
  title: "OpenLDAP",
  defaultPort: null,

  async planDumps({ name, slapcat_command = "slapcat" }: OpenldapDatabase): Promise<readonly PlannedDump[]> {
    const call: PlannedDump["call"] = (path) => ({ words: [...words(slapcat_command), "-b", name, "-l", path] });
    return await Promise.resolve([{ name, comesOut: "in pipe", call }]);
  },

  /** slapd must not run, and the database must be empty: `slapadd` adds no entry that is there already. */
  async restore({ name, database, load }: RestoreJob<OpenldapDatabase>): Promise<void> {
    await load({ words: [...words(database.slapadd_command ?? "slapadd"), "-b", name] });
  },
};
