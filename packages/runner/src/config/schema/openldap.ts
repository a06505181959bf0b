/** A database of OpenLDAP. Its tools read files, not a server: they run on the machine that slapd runs on. */
export const OPENLDAP = {
  name: {
    type: "string",
    required: true,
    meaning: "Suffix of the database; cn=config for the configuration of slapd.",
    example: "dc=example,dc=com",
  },
  slapcat_command: {
    type: "string",
    default: "slapcat",
    meaning: "Command that dumps.",
    example: "/usr/sbin/slapcat",
  },
  slapadd_command: {
    type: "string",
    default: "slapadd",
    meaning: "Command that restores.",
    example: "/usr/sbin/slapadd",
  },
} as const;
