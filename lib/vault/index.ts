export { sealAuthenticator, unsealAuthenticator } from "./authenticator";
export { issuedPlace, sealIssued, unsealIssued } from "./issued";
export { readVaultKeys, vaultKeys, type VaultKeys } from "./keys";
export { rotateVault, type Rotation } from "./rotate";
export { seal, unseal, type Sealed } from "./seal";
export { dropSecret, openSecrets, putSecret, secretFields, type SecretOwner } from "./secrets";
