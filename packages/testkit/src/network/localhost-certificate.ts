/**
 * Certificate and key for `localhost`, signed by themselves, until 2126; they protect nothing.
 * Made with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost`.
 */
export const LOCALHOST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQRedmwVkWCYZTFyG
EkXBPRmjNn4bCIbIpUFLH/lvoY+hRANCAAQ8GMExYaXH6tx11iYSeSRzDQdI8EbV
bJm7WZ2WpwypPJ2Dm+F0SeV1/+eda9xGpt5ZjVS9kOf7maOulw7Sp/tf
-----END PRIVATE KEY-----
`;

export const LOCALHOST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUOSfSIb87WdV4IOvVxGLK1jhTuaAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAwMDgyOFoYDzIxMjYxMDMw
MDAwODI4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ8GMExYaXH6tx11iYSeSRzDQdI8EbVbJm7WZ2WpwypPJ2Dm+F0SeV1
/+eda9xGpt5ZjVS9kOf7maOulw7Sp/tfo28wbTAdBgNVHQ4EFgQUmBOC1V+mez/j
8h0sUNkacYi+EKgwHwYDVR0jBBgwFoAUmBOC1V+mez/j8h0sUNkacYi+EKgwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAOiX50Pyz4E+sqGZEGndJbBBSpJqcvbT3HZKGS9IQxcBAiAD
sp5Zs71+WLVZ3n0TeWI+fFF8exDuxMDwk625NF/rpw==
-----END CERTIFICATE-----
`;
