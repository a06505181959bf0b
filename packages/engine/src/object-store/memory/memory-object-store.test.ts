import { objectStoreSuite } from "@coffer/testkit/object-store-suite";
import { MemoryObjectStore } from "./memory-object-store.ts";

objectStoreSuite("memory", () => new MemoryObjectStore());
