/** `borg help placeholders`. */
export const PLACEHOLDERS_HELP = `These words in braces are replaced in locations and archive names, and in the values of
--prefix, --glob-archives, --comment and --remote-path:

  {hostname}       short name of this machine (BORG_HOSTNAME sets it)
  {fqdn}           full name of this machine
  {reverse-fqdn}   full name, its parts in reverse order
  {now}            local date and time, such as 2026-11-22T17:10:39
  {utcnow}         the same in UTC
  {unixtime}       seconds since 1970
  {user}           name of the user (BORG_USERNAME sets it)
  {pid}            number of this process
  {uuid4}          a random UUID
  {borgversion}    version of Borg, such as 1.4.5
  {borgmajor}      its first part: 1
  {borgminor}      its first two: 1.4
  {borgpatch}      its first three: 1.4.5

{now} and {utcnow} take a form of strftime: {now:%Y-%m-%d_%H:%M}. With --timestamp they
are that time. All others take a width as in Python: {pid:>8}. Write {{ and }} for braces.

  borg create REPO::{hostname}-{now:%Y-%m-%d} /home
  borg prune -a '{hostname}-*' --keep-daily 7 REPO

In unit files of systemd a percent sign has to be doubled: {now:%%Y-%%m-%%d}.`;
