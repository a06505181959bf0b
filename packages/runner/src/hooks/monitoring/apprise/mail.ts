import type { Sender } from "./sender.ts";
import type { ServiceUrl } from "./service-url.ts";

/** Providers whose mail server has another name than their addresses. */
const SERVERS: Readonly<Record<string, string>> = {
  "gmail.com": "smtp.gmail.com",
  "googlemail.com": "smtp.gmail.com",
  "outlook.com": "smtp.office365.com",
  "hotmail.com": "smtp.office365.com",
  "live.com": "smtp.office365.com",
  "yahoo.com": "smtp.mail.yahoo.com",
  "fastmail.com": "smtp.fastmail.com",
  "gmx.net": "mail.gmx.net",
  "icloud.com": "smtp.mail.me.com",
};

/** `mailto://[user[:password]@]host[:port][/to…][?smtp=&from=&to=&user=&pass=&mode=starttls|ssl|insecure]` */
export const sendLetter: Sender = (url, { title, body }) => {
  const { host, path, settings } = url;
  const user = settings.get("user") ?? url.user;
  const password = settings.get("pass") ?? url.password;
  const own = user?.includes("@") === true ? user : `${user ?? "coffermatic"}@${host}`;
  const to = [...path, ...(settings.get("to")?.split(",") ?? [])].map((address) => address.trim());
  const isTls = settings.get("mode") === "ssl";
  return [
    {
      server: {
        host: settings.get("smtp") ?? SERVERS[host] ?? host,
        port: url.port ?? defaultPort(url, isTls),
        isTls,
        verifyTls: settings.get("verify")?.toLowerCase() !== "no",
        ...(password === undefined || user === undefined
          ? {}
          : { user: Object.hasOwn(SERVERS, host) ? own : user, password }),
      },
      letter: { from: settings.get("from") ?? own, to: to.length === 0 ? [own] : to, subject: title, text: body },
    },
  ];
};

function defaultPort({ scheme, host }: ServiceUrl, isTls: boolean): number {
  if (isTls) return 465;
  return scheme === "mailtos" || Object.hasOwn(SERVERS, host) ? 587 : 25;
}
