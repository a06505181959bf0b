import { sendDiscord, sendMatrix, sendMattermost, sendSlack, sendTelegram } from "./chat.ts";
import { sendLetter } from "./mail.ts";
import { sendForm, sendJson, sendXml } from "./own-server.ts";
import { sendGotify, sendNtfy, sendPushover } from "./push.ts";
import type { Sender } from "./sender.ts";

/** Services that need no program beside this one, by the scheme of their URLs. */
export const SENDERS: ReadonlyMap<string, Sender> = new Map([
  ["discord", sendDiscord],
  ["form", sendForm],
  ["forms", sendForm],
  ["gotify", sendGotify],
  ["gotifys", sendGotify],
  ["json", sendJson],
  ["jsons", sendJson],
  ["mailto", sendLetter],
  ["mailtos", sendLetter],
  ["matrix", sendMatrix],
  ["matrixs", sendMatrix],
  ["mmost", sendMattermost],
  ["mmosts", sendMattermost],
  ["ntfy", sendNtfy],
  ["ntfys", sendNtfy],
  ["pover", sendPushover],
  ["slack", sendSlack],
  ["tgram", sendTelegram],
  ["xml", sendXml],
  ["xmls", sendXml],
]);
