import { basicAuthorization } from "../basic-authorization.ts";
import type { HttpRequest } from "../send-http.ts";
import type { Delivery, Notice, Sender } from "./sender.ts";
import { httpOrigin, type ServiceUrl, settingsWith } from "./service-url.ts";

/** `json://`: the notice as a JSON object. */
export const sendJson: Sender = (url, { title, body, kind }) => {
  const notice = { version: "1.0", title, message: body, attachments: [], type: kind };
  const fields = Object.fromEntries(renamed(url, Object.entries(notice)));
  return [ownRequest(url, "application/json", JSON.stringify(fields))];
};

/** `form://`: the notice as fields of a form. */
export const sendForm: Sender = (url, { title, body, kind }) => {
  const notice = { version: "1.0", title, message: body, type: kind };
  const form = new URLSearchParams(renamed(url, Object.entries(notice)));
  return [ownRequest(url, "application/x-www-form-urlencoded", form.toString())];
};

/** `xml://`: the notice as a SOAP envelope. */
export const sendXml: Sender = (url, notice) => [ownRequest(url, "application/xml", envelope(url, notice))];

function envelope(url: ServiceUrl, { title, body, kind }: Notice): string {
  const fields: [string, string][] = [
    ["Version", "1.1"],
    ["Subject", title],
    ["Message", body],
    ["MessageType", kind],
  ];
  const elements = renamed(url, fields).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  return [
    `<?xml version='1.0' encoding='utf-8'?>`,
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">`,
    `<soapenv:Body><Notification>${elements.join("")}</Notification></soapenv:Body>`,
    `</soapenv:Envelope>`,
  ].join("\n");
}

/** `?:name=other` calls a field otherwise, `?:name=` takes it away; a name that there is not adds a field. */
function renamed<Value>(url: ServiceUrl, fields: readonly [string, Value][]): [string, Value | string][] {
  const changes = new Map(settingsWith(url, ":"));
  const kept = fields.flatMap(([name, value]): [string, Value | string][] => {
    const other = changes.get(name);
    if (other === undefined) return [[name, value]];
    changes.delete(name);
    return other === "" ? [] : [[other, value]];
  });
  return [...kept, ...changes];
}

function ownRequest(url: ServiceUrl, contentType: string, body: string): Delivery {
  const query = new URLSearchParams(settingsWith(url, "-")).toString();
  const path = url.path.map((piece) => `/${encodeURIComponent(piece)}`).join("");
  return {
    request: {
      method: methodOf(url),
      url: `${httpOrigin(url)}${path === "" ? "/" : path}${query === "" ? "" : `?${query}`}`,
      headers: {
        "Content-Type": contentType,
        ...(url.user === undefined ? {} : { Authorization: basicAuthorization(url.user, url.password ?? "") }),
        ...Object.fromEntries(settingsWith(url, "+")),
      },
      body,
      ...(url.settings.get("verify")?.toLowerCase() === "no" ? { verifyTls: false } : {}),
    },
  };
}

function methodOf({ settings }: ServiceUrl): HttpRequest["method"] {
  const method = (settings.get("method") ?? "post").toUpperCase();
  if (method === "POST" || method === "PUT" || method === "GET") return method;
  throw new Error(`method=${method} is not supported; POST, PUT and GET are`);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
