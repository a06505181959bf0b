import type { Browser, BrowserEvent, Values } from "./browser.ts";
import { MEASURE } from "./measure.ts";

/** How a page is looked at. */
export interface View {
  /** Pixels. */
  readonly width: number;
  readonly scheme: "light" | "dark";
}

/** What a page is like. */
export interface PageLook {
  /** Errors that the page has caused, in the browser's words. */
  readonly errors: readonly string[];
  /** What was asked for besides the page itself. */
  readonly requests: readonly string[];
  /** Pieces of text that were measured. */
  readonly texts: number;
  /** Texts with less contrast than WCAG AA wants (4.5), each with what it has. */
  readonly pale: readonly string[];
  /** Pixels by which the page is wider than the window. */
  readonly overflow: number;
  /** PNG. */
  readonly screenshot: Uint8Array;
}

/** What the page's own script tells. */
interface Measured extends Pick<PageLook, "texts" | "pale"> {
  readonly pageWidth: number;
}

const HEIGHT = 900;
/** Windows that are narrower are those of phones. */
const PHONE_WIDTH = 600;

/** Opens a page in a window of its own, measures it, and closes it. @param url With its scheme: `file:///…`. */
export async function lookAt(browser: Browser, url: string, { width, scheme }: View): Promise<PageLook> {
  const { targetId } = await browser.call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await browser.call("Target.attachToTarget", { targetId, flatten: true });
  const call = async (method: string, params: Values = {}): Promise<Values> =>
    await browser.call(method, params, String(sessionId));
  const [errors, requests]: [string[], string[]] = [[], []];
  const loaded = Promise.withResolvers<void>();
  const end = browser.onEvent((event) => {
    if (event.sessionId !== sessionId) return;
    if (event.method === "Page.loadEventFired") loaded.resolve();
    errors.push(...errorsOf(event));
    requests.push(...requestsOf(event).filter((request) => request !== url));
  });
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await call(`${domain}.enable`);
  await call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  const mobile = width < PHONE_WIDTH;
  await call("Emulation.setDeviceMetricsOverride", { width, height: HEIGHT, deviceScaleFactor: 1, mobile });
  await call("Page.navigate", { url });
  await loaded.promise;
  const { result } = await call("Runtime.evaluate", { expression: MEASURE, returnByValue: true });
  const { pageWidth, ...measured } = (result as { readonly value: Measured }).value;
  // a phone makes the window as wide as the page: what counts is what was asked for
  const overflow = Math.max(0, pageWidth - width);
  const { data } = await call("Page.captureScreenshot", { captureBeyondViewport: true });
  end();
  await browser.call("Target.closeTarget", { targetId });
  return { errors, requests, ...measured, overflow, screenshot: Buffer.from(String(data), "base64") };
}

function errorsOf({ method, params }: BrowserEvent): readonly string[] {
  const { entry, type } = params as {
    readonly entry?: { readonly level: string; readonly text: string };
    type?: string;
  };
  if (method === "Runtime.exceptionThrown") return [JSON.stringify(params)];
  if (method === "Runtime.consoleAPICalled") return type === "error" ? [JSON.stringify(params)] : [];
  return method === "Log.entryAdded" && entry?.level === "error" ? [entry.text] : [];
}

function requestsOf({ method, params }: BrowserEvent): readonly string[] {
  if (method !== "Network.requestWillBeSent") return [];
  const { url } = (params as { readonly request: { readonly url: string } }).request;
  // these leave nothing
  return url.startsWith("data:") ? [] : [url];
}
