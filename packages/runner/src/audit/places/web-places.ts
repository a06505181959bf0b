import { isAbsolute } from "node:path";
import type { Machine } from "../machine/index.ts";
import type { Place } from "./place.ts";
import { holdsFiles } from "./well-known-places.ts";

/** Folders of web servers that hold their sites, and how a site names its folder. */
const SERVERS = [
  {
    server: "nginx",
    folders: ["/etc/nginx", "/etc/nginx/conf.d", "/etc/nginx/sites-enabled"],
    root: /^\s*root\s+([^;]+);/gm,
  },
  {
    server: "Apache",
    folders: ["/etc/apache2/sites-enabled", "/etc/apache2/conf-enabled", "/etc/httpd/conf", "/etc/httpd/conf.d"],
    root: /^\s*DocumentRoot\s+(.+)$/gim,
  },
  { server: "Caddy", folders: ["/etc/caddy"], root: /^\s*root\s+(?:\*\s+)?(\S+)\s*$/gm },
];

/** Empty pages that come with a web server's package. */
const PACKAGED = /^\/usr\/share\//;

/** The folders whose files web servers show. */
export function webPlaces(machine: Machine): readonly Place[] {
  return SERVERS.flatMap(({ server, folders, root }) =>
    folders
      .flatMap((folder) => machine.names(folder).map(({ name }) => `${folder}/${name}`))
      .flatMap((file) =>
        [...(machine.readText(file) ?? "").matchAll(root)].map(([, value = ""]): Place => {
          const path = value.trim().replaceAll(/^["']|["']$/g, "");
          return { path: path.replace(/(.)\/+$/, "$1"), what: `site of ${server} (${file})`, severity: "warning" };
        }),
      )
      .filter(({ path }) => isAbsolute(path) && !PACKAGED.test(path) && holdsFiles(path, machine)),
  );
}
