import { type Machine, readUsers } from "../machine/index.ts";
import type { Place } from "./place.ts";

/** Users that people log in as; others belong to services, whose data have places of their own. */
const PERSON_UID_MIN = 1000;
const PERSON_UID_MAX = 60_000;

/** What a home folder holds before anybody has put something there, beside what comes from /etc/skel. */
const NOTHING_OF_VALUE =
  /^\.(?:bash_history|bash_logout|bashrc|profile|zshrc|cache|lesshst|viminfo|wget-hsts|python_history|sudo_as_admin_successful|Xauthority|local|npm|node-gyp)$/;

/** Homes of people and of root that hold something of their own. */
export function homePlaces(machine: Machine): readonly Place[] {
  const skeleton = new Set(machine.names("/etc/skel").map(({ name }) => name));
  const isOwn = (name: string): boolean => !skeleton.has(name) && !NOTHING_OF_VALUE.test(name);
  return readUsers(machine)
    .filter(({ uid }) => uid === 0 || (uid >= PERSON_UID_MIN && uid < PERSON_UID_MAX))
    .filter(({ home }) => home !== "/" && machine.names(home).some(({ name }) => isOwn(name)))
    .map(({ name, home }) => ({ path: home, what: `home of ${name}`, severity: "warning" }));
}
