import { bytesToText, textToBytes } from "@coffer/format/bytes";
import { cString } from "./c-string.ts";
import { platform } from "./current-platform.ts";

/** Names and numbers of users and groups, looked up once each. `undefined`: there is no such account. */
export class Accounts {
  readonly #userNames = new Map<number, string | undefined>();
  readonly #groupNames = new Map<number, string | undefined>();
  readonly #userIds = new Map<string, number | undefined>();
  readonly #groupIds = new Map<string, number | undefined>();

  userName(uid: number): string | undefined {
    return cached(this.#userNames, uid, () => text(platform().userName(uid)));
  }

  groupName(gid: number): string | undefined {
    return cached(this.#groupNames, gid, () => text(platform().groupName(gid)));
  }

  userId(name: string): number | undefined {
    return cached(this.#userIds, name, () => id(name, (bytes) => platform().userId(bytes)));
  }

  groupId(name: string): number | undefined {
    return cached(this.#groupIds, name, () => id(name, (bytes) => platform().groupId(bytes)));
  }
}

/** Accounts of this process: shared, for they rarely change during a command. */
export const accounts: Accounts = new Accounts();

function cached<K, V>(known: Map<K, V>, key: K, find: () => V): V {
  const value = known.get(key);
  if (value !== undefined || known.has(key)) return value as V;
  const found = find();
  known.set(key, found);
  return found;
}

function text(name: Uint8Array | undefined): string | undefined {
  return name === undefined ? undefined : bytesToText(name);
}

function id(name: string, find: (bytes: Buffer) => number | undefined): number | undefined {
  if (name === "" || name.includes("\0")) return undefined;
  return find(cString(textToBytes(name)));
}
