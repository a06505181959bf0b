/** Where `{credential HOOK ...}` looks. */
export const CREDENTIALS = {
  systemd: {
    type: "object",
    meaning: "For {credential systemd NAME}.",
    example: { systemd_creds_command: "/usr/local/bin/systemd-creds" },
    options: {
      systemd_creds_command: {
        type: "string",
        default: "systemd-creds",
        meaning: "Command that decrypts credentials outside of a systemd service.",
        example: "/usr/local/bin/systemd-creds",
      },
      encrypted_credentials_directory: {
        type: "string",
        default: "/etc/credstore.encrypted",
        meaning: "Where that command looks.",
        example: "/path/to/credstore.encrypted",
      },
    },
  },
  container: {
    type: "object",
    meaning: "For {credential container NAME}: secrets of Docker or Podman.",
    example: { secrets_directory: "/path/to/secrets" },
    options: {
      secrets_directory: {
        type: "string",
        default: "/run/secrets",
        meaning: "Folder of secrets.",
        example: "/path/to/secrets",
      },
    },
  },
  keepassxc: {
    type: "object",
    meaning: "For {credential keepassxc DATABASE ENTRY}.",
    example: { keepassxc_cli_command: "/usr/local/bin/keepassxc-cli" },
    options: {
      keepassxc_cli_command: {
        type: "string",
        default: "keepassxc-cli",
        meaning: "Command that reads the database.",
        example: "/usr/local/bin/keepassxc-cli",
      },
      secret_tool_command: {
        type: "string",
        default: "secret-tool",
        meaning: "Command that asks the secret service, when DATABASE is secret-service.",
        example: "/usr/local/bin/secret-tool",
      },
      ask_for_password: {
        type: "boolean",
        default: "true",
        meaning: "Ask for the database's password; false if it has none.",
        example: false,
      },
      key_file: { type: "string", meaning: "Key file of the database.", example: "/path/to/keyfile" },
      yubikey: { type: "string", meaning: "Slot and serial number of a YubiKey.", example: "1:7370001" },
    },
  },
  onepassword: {
    type: "object",
    meaning: "For {credential onepassword REFERENCE}: secrets of 1Password.",
    example: { op_command: "/usr/local/bin/op" },
    options: {
      op_command: {
        type: "string",
        default: "op",
        meaning: "Command that reads them.",
        example: "/usr/local/bin/op",
      },
    },
  },
} as const;
