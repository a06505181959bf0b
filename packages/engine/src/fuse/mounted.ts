import type { FileSystem } from "./file-system.ts";
import { attach, detach, MountFailure } from "./linux/attach.ts";
import { FuseDevice } from "./linux/device.ts";
import { FuseServer } from "./linux/server.ts";
import type { MountOptions } from "./mount-options.ts";

export { MountFailure };

/** Whether this system can mount at all, as far as that can be told without trying. */
export function isFuseSupported(): boolean {
  return process.platform === "linux";
}

/** A file system that is attached to a folder, and answers once it is served. */
export class Mounted {
  readonly #mountpoint: string;
  readonly #device: FuseDevice;

  private constructor(mountpoint: string, device: FuseDevice) {
    this.#mountpoint = mountpoint;
    this.#device = device;
  }

  /**
   * Attaches to `mountpoint`, an absolute path. Whoever looks inside from now on waits until {@link serve} runs.
   * @throws {MountFailure} Nothing is attached then.
   */
  static async attach(mountpoint: string, options: MountOptions): Promise<Mounted> {
    return new Mounted(mountpoint, new FuseDevice(await attach(mountpoint, options)));
  }

  /**
   * Answers out of `files` until somebody unmounts, or {@link stop} or {@link unmount} is called.
   * @param trouble Told of each error that the asking program only sees as EIO.
   */
  async serve(files: FileSystem, trouble: (error: unknown) => void): Promise<void> {
    await new FuseServer(this.#device, files, trouble).serve();
  }

  /**
   * Ends {@link serve} and leaves the mount point attached to nothing: whoever looks there gets an error, and nobody
   * takes an empty folder for the backup.
   */
  stop(): void {
    this.#device.stop();
  }

  /** Detaches and ends {@link serve}. @returns False if the system refused; the mount point is as after {@link stop} then. */
  unmount(): boolean {
    this.#device.stop();
    return detach(this.#mountpoint);
  }
}
