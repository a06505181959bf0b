import { enabledUnits, type Machine } from "../machine/index.ts";
import type { DatabaseKind } from "../databases/index.ts";
import type { Place } from "./place.ts";
import { holdsFiles } from "./well-known-places.ts";

const STATE = "/var/lib";

/** What services keep in /var/lib, by its name there. Matched against the beginning: `mysql-8.0` is a `mysql`. */
const SERVICES: readonly (readonly [name: string, what: string, database?: DatabaseKind])[] = [
  ["postgresql", "databases of PostgreSQL", "postgresql"],
  ["pgsql", "databases of PostgreSQL", "postgresql"],
  ["mysql", "databases of MariaDB or MySQL", "mysql"],
  ["mariadb", "databases of MariaDB", "mysql"],
  ["mongo", "databases of MongoDB", "mongodb"],
  ["redis", "data of Redis"],
  ["valkey", "data of Valkey"],
  ["ldap", "directory of OpenLDAP"],
  ["slapd", "directory of OpenLDAP"],
  ["dirsrv", "directory of 389 DS"],
  ["influxdb", "series of InfluxDB"],
  ["elasticsearch", "indexes of Elasticsearch"],
  ["grafana", "dashboards of Grafana"],
  ["jenkins", "jobs of Jenkins"],
  ["gitea", "repositories of Gitea"],
  ["forgejo", "repositories of Forgejo"],
  ["gitlab", "data of GitLab"],
  ["gitolite", "repositories of Gitolite"],
  ["git", "Git repositories"],
  ["nextcloud", "data of Nextcloud"],
  ["samba", "accounts of Samba"],
  ["bind", "zones of BIND"],
  ["named", "zones of BIND"],
  ["pdns", "zones of PowerDNS"],
  ["unifi", "data of UniFi"],
  ["vaultwarden", "passwords of Vaultwarden"],
  ["bitwarden", "passwords of Bitwarden"],
  ["mailman", "mailing lists"],
  ["dovecot", "data of Dovecot"],
  ["rspamd", "what Rspamd has learned"],
  ["acme", "certificates"],
  ["caddy", "certificates of Caddy"],
  ["libvirt", "virtual machines"],
  ["lxc", "containers of LXC"],
  ["lxd", "containers of LXD"],
  ["incus", "containers of Incus"],
  ["homeassistant", "data of Home Assistant"],
  ["plexmediaserver", "library of Plex"],
  ["jellyfin", "library of Jellyfin"],
  ["prometheus", "series of Prometheus"],
  ["radicale", "calendars of Radicale"],
  ["ejabberd", "data of ejabberd"],
  ["prosody", "data of Prosody"],
  ["matrix-synapse", "data of Synapse"],
  ["etcd", "data of etcd"],
  ["rabbitmq", "queues of RabbitMQ"],
  ["couchdb", "databases of CouchDB"],
];

/** State that comes back by itself: of the system, or of coffermatic. */
const NOT_WORTH_KEEPING: ReadonlySet<string> = new Set(["systemd", "private", "coffermatic", "apt", "dpkg", "docker"]);

/** Data of known services, and state folders that enabled units of systemd say they have. */
export function servicePlaces(machine: Machine): readonly Place[] {
  const folders = machine.names(STATE).filter(({ kind }) => kind === "folder");
  const known = folders.flatMap(({ name }) => {
    const [, what, database] = SERVICES.find(([service]) => isOf(name, service)) ?? [];
    if (what === undefined) return [];
    return [{ path: `${STATE}/${name}`, what, severity: "warning", ...(database === undefined ? {} : { database }) }];
  }) satisfies readonly Place[];
  const places = [...known, ...unitPlaces(machine)].filter(({ path }) => holdsFiles(path, machine));
  // the first that names a path says best what it is
  return [...new Map(places.toReversed().map((place) => [place.path, place])).values()];
}

function isOf(folder: string, service: string): boolean {
  return folder === service || (folder.startsWith(service) && /^[-_\d]/.test(folder.slice(service.length)));
}

function unitPlaces(machine: Machine): readonly Place[] {
  return enabledUnits(machine).flatMap(({ name, text }) =>
    [...text.matchAll(/^StateDirectory=(.*)$/gm)]
      .flatMap(([, value = ""]) => value.split(/\s+/))
      // `folder:link`, and specifiers that only systemd can fill in
      .map((folder) => folder.split(":")[0] ?? "")
      .filter((folder) => folder !== "" && !folder.includes("%"))
      .filter((folder) => !NOT_WORTH_KEEPING.has(folder.split("/")[0] ?? ""))
      .map((folder) => ({ path: `${STATE}/${folder}`, what: `state of ${name}`, severity: "warning" as const })),
  );
}
