import type { Configuration } from "../../config/index.ts";
import type { Monitor, MonitorTools } from "./monitor.ts";

type ZabbixOptions = NonNullable<Configuration["zabbix"]>;

/** Calls one method of Zabbix' API and gives its result. */
type CallZabbix = (method: string, params: unknown, token?: string) => Promise<unknown>;

/** Values of a Zabbix item, by its JSON-RPC API. */
export function openZabbix({ zabbix }: Configuration, tools: MonitorTools): Monitor | undefined {
  if (zabbix === undefined) return undefined;
  return {
    name: "Zabbix",
    states: zabbix.states ?? ["fail"],
    async tell(state, signal) {
      const item = itemOf(zabbix);
      const value = (state === "log" ? undefined : zabbix[state]?.value) ?? state;
      await withToken(zabbix, tools, apiOf(zabbix.server, tools, signal), (call, token) =>
        call("history.push", { ...item, value }, token),
      );
    },
  };
}

function itemOf({ itemid, host, key }: ZabbixOptions): Record<string, string | number> {
  if (itemid !== undefined) return { itemid };
  if (host !== undefined && key !== undefined) return { host, key };
  throw new Error("zabbix needs itemid, or host and key");
}

/** A user's session is ended again, also when `work` fails. */
async function withToken(
  options: ZabbixOptions,
  { resolveSecret }: MonitorTools,
  call: CallZabbix,
  work: (call: CallZabbix, token: string) => Promise<unknown>,
): Promise<void> {
  const { api_key, username, password } = options;
  if (api_key !== undefined) {
    await work(call, await resolveSecret(api_key));
    return;
  }
  if (username === undefined || password === undefined) {
    throw new Error("zabbix needs api_key, or username and password");
  }
  const login = { username: await resolveSecret(username), password: await resolveSecret(password) };
  const token = String(await call("user.login", login));
  try {
    await work(call, token);
  } finally {
    await call("user.logout", [], token);
  }
}

function apiOf(server: string, { send }: MonitorTools, signal: AbortSignal): CallZabbix {
  return async (method, params, token) => {
    const headers = {
      "Content-Type": "application/json-rpc",
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    };
    const body = JSON.stringify({ jsonrpc: "2.0", method, params, id: 1 });
    return resultOf(await send({ method: "POST", url: server, headers, body, signal }));
  };
}

/** Errors stand beside the result, or inside of it where the request was fine but not the item. */
function resultOf(text: string): unknown {
  let answer: ZabbixAnswer;
  try {
    answer = JSON.parse(text) as ZabbixAnswer;
  } catch (error) {
    throw new Error("The answer is no JSON", { cause: error });
  }
  const trouble = answer.error?.data ?? answer.error?.message ?? answer.result?.data?.[0]?.error;
  if (trouble !== undefined) throw new Error(trouble);
  return answer.result;
}

interface ZabbixAnswer {
  readonly result?: { readonly data?: readonly { readonly error?: string }[] };
  readonly error?: { readonly message?: string; readonly data?: string };
}
