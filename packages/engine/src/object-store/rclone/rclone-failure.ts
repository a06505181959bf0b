/** What rclone answered to a request that it could not do. */
export class RcloneFailure extends Error {
  override readonly name: string = "RcloneFailure";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
