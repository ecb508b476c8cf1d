# Sourced by the server scripts.

# make_certificate DIR: a self-signed certificate for the loopback and the names that the tests use, in DIR/keystore.p12
# (password "secreto-tls") and, for clients, DIR/certificate.pem. Tests put further
# certificates into DIR/certificates, and authorities of clients' certificates into DIR/clients.
make_certificate() {
  mkdir "$1/certificates" "$1/clients"
  "$JAVA_HOME/bin/keytool" -genkeypair -alias valija -keyalg EC -groupname secp256r1 -validity 825 \
    -dname "CN=smtp.laboratorio.local" \
    -ext "san=dns:smtp.laboratorio.local,dns:localhost,ip:127.0.0.1,dns:mx.laboratorio.local,dns:mta-sts.enforce.example,dns:mta-sts.testing.example,dns:mta-sts.other.example" \
    -storetype PKCS12 -keystore "$1/keystore.p12" -storepass secreto-tls
  "$JAVA_HOME/bin/keytool" -exportcert -rfc -alias valija -keystore "$1/keystore.p12" -storepass secreto-tls \
    -file "$1/certificate.pem" 2>/dev/null
}
