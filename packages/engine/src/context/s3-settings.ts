/** How S3 is reached, where it is not AWS with the credentials that its own tools would take. */
export interface S3Settings {
  /** URL of the service. Default: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, the profile, AWS. */
  readonly endpoint?: string | undefined;
  /** Default: `AWS_REGION`, the profile. */
  readonly region?: string | undefined;
  /** Buckets are named in the path of a URL, not in its host. */
  readonly isPathStyle: boolean;
  /** Default: the chain of AWS: environment, web identity, profiles, the machine's role. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}
