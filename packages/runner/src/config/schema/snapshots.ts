/** Data sources other than databases: the configuration itself, and snapshots of file systems. */
export const SNAPSHOTS = {
  bootstrap: {
    type: "object",
    default: "on",
    meaning: "Puts the configuration files into each archive, so that config bootstrap finds them.",
    example: { store_config_files: true },
    options: {
      store_config_files: {
        type: "boolean",
        default: "true",
        meaning: "Set it to false to leave the configuration files out.",
        example: false,
      },
    },
  },
  zfs: {
    type: "object",
    nullable: true,
    default: "off",
    meaning: "Back up ZFS datasets from snapshots; on as soon as it stands here.",
    example: { zfs_command: "/usr/local/bin/zfs" },
    options: {
      zfs_command: { type: "string", default: "zfs", meaning: "Command zfs.", example: "/usr/local/bin/zfs" },
      mount_command: { type: "string", default: "mount", meaning: "Command mount.", example: "/usr/local/bin/mount" },
      umount_command: {
        type: "string",
        default: "umount",
        meaning: "Command umount.",
        example: "/usr/local/bin/umount",
      },
    },
  },
  btrfs: {
    type: "object",
    nullable: true,
    default: "off",
    meaning: "Back up Btrfs subvolumes from snapshots; on as soon as it stands here.",
    example: { btrfs_command: "/usr/local/bin/btrfs" },
    options: {
      btrfs_command: { type: "string", default: "btrfs", meaning: "Command btrfs.", example: "/usr/local/bin/btrfs" },
      findmnt_command: {
        type: "string",
        deprecated: "Leave it out: it is not used.",
        meaning: "Command findmnt.",
        example: "/usr/local/bin/findmnt",
      },
    },
  },
  lvm: {
    type: "object",
    nullable: true,
    default: "off",
    meaning: "Back up logical volumes of LVM from snapshots; on as soon as it stands here.",
    example: { snapshot_size: "5GB" },
    options: {
      snapshot_size: {
        type: "string",
        default: "10%ORIGIN",
        meaning: "Room for what changes while the snapshot lives.",
        example: "5GB",
      },
      lvcreate_command: {
        type: "string",
        default: "lvcreate",
        meaning: "Command lvcreate.",
        example: "/usr/local/bin/lvcreate",
      },
      lvremove_command: {
        type: "string",
        default: "lvremove",
        meaning: "Command lvremove.",
        example: "/usr/local/bin/lvremove",
      },
      lvs_command: { type: "string", default: "lvs", meaning: "Command lvs.", example: "/usr/local/bin/lvs" },
      lsblk_command: { type: "string", default: "lsblk", meaning: "Command lsblk.", example: "/usr/local/bin/lsblk" },
      mount_command: { type: "string", default: "mount", meaning: "Command mount.", example: "/usr/local/bin/mount" },
      umount_command: {
        type: "string",
        default: "umount",
        meaning: "Command umount.",
        example: "/usr/local/bin/umount",
      },
    },
  },
} as const;
