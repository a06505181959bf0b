/**
 * Places: paths of a machine that hold what somebody would miss, whatever the configuration says of them.
 *
 * One file each for what a place is known by: its path, a user's home, a service, a container, a web server, a mount, recent changes.
 *
 * @module
 */
export { changedPlaces } from "./changed-places.ts";
export type { ChangedPlacesOptions } from "./changed-places.ts";
export { containerPlaces } from "./container-places.ts";
export { homePlaces } from "./home-places.ts";
export { mountedPlaces } from "./mounted-places.ts";
export type { Place } from "./place.ts";
export { servicePlaces } from "./service-places.ts";
export { webPlaces } from "./web-places.ts";
export { wellKnownPlaces } from "./well-known-places.ts";
