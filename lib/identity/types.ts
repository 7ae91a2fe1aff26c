/** How a person can prove again who they are. */
export type Ways = {
  password: boolean;
  /** A code of their authenticator app. */
  code: boolean;
  /** Signing in again at the identity provider. */
  singleSignOn: boolean;
};

/** What an authenticator app is set up with. Shown once, to the person it belongs to. */
export type Enrolment = {
  /** Base32, as apps take it. */
  secret: string;
  /** The same as an address that apps on this device open. */
  address: string;
  /** And as a code to scan: the dark squares as the path of an SVG of `size` units. */
  qr: { size: number; path: string };
};
