import { HeedlessStore, objectStoreSuite } from "@coffer/testkit/object-store-suite";
import { CheckingStore } from "./checking-store.ts";

objectStoreSuite("checking", () => new CheckingStore(new HeedlessStore()));
