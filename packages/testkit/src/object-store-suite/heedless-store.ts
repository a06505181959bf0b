import { MemoryObjectStore } from "@coffer/engine/object-store";

/** A store in memory that takes conditions, and does not look at them. */
export class HeedlessStore extends MemoryObjectStore {
  override put(...[key, parts, options]: Parameters<MemoryObjectStore["put"]>): ReturnType<MemoryObjectStore["put"]> {
    return super.put(key, parts, { tag: options?.tag });
  }
}
