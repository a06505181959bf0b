/** A bucket of InfluxDB 2. */
export const INFLUXDB = {
  name: {
    type: "string",
    required: true,
    meaning: 'Name of the bucket; "all" for every one of the server.',
    example: "mybucket",
  },
  bucket_id: {
    type: "string",
    meaning: "Id of the bucket; name is then no more than the name of the dump.",
    example: "3c9bb0c293be4658",
  },
  influx_command: { type: "string", default: "influx", meaning: "Command that dumps and restores.", example: "influx" },
  password: {
    type: "string",
    secret: true,
    meaning: "Token of the API, or {credential ...}.",
    example: "trustsome1",
  },
  tls: { type: "boolean", default: "true", meaning: "Encrypt the connection.", example: false },
  verify_tls: { type: "boolean", default: "true", meaning: "Verify the server's certificate.", example: false },
  hostname: { type: "string", default: "localhost", meaning: "Host of the server.", example: "database.example.org" },
  port: { type: "integer", default: "8086", meaning: "Port of the server.", example: 8086 },
  organization_id: { type: "string", meaning: "Id of the organization.", example: "ccf6258c1e195e27" },
  organization_name: {
    type: "string",
    meaning: "Name of the organization, where its id is not given.",
    example: "my-org",
  },
  configurations_path: {
    type: "string",
    meaning: "File with the configurations of the command.",
    example: "/root/.influxdbv2/configs",
  },
  active_configuration: {
    type: "string",
    meaning: "Name of the one of them to use; it may hold the token.",
    example: "default",
  },
  restore_bucket: {
    type: "string",
    default: "the old name",
    meaning: "Name of the bucket to restore into.",
    example: "mybucket-restored",
  },
  restore_organization: {
    type: "string",
    default: "the old name",
    meaning: "Name of the organization to restore into.",
    example: "my-org-restored",
  },
  full_replace: {
    type: "boolean",
    default: "false",
    meaning: "Have the restore replace everything on the server.",
    example: true,
  },
  compression: {
    type: "string",
    choices: ["none", "gzip"],
    default: "gzip",
    meaning: "Compression of the dump; none leaves it to the repository, which then finds what it has already.",
    example: "none",
  },
} as const;
