# Sourced by the server scripts.

# write_properties FILE: the system properties of the server under test. Limits are low, so that tests reach them soon.
write_properties() {
  cat >"$1" <<END
valija.port.offset=$PORT_OFFSET
valija.port.relay=2525
valija.port.submission=2587
valija.port.submissions=2465
valija.bind.address=127.0.0.1
valija.hostname=smtp.laboratorio.local
valija.data=$WORK/data
valija.sandbox=true
valija.tls.keystore=$WORK/keystore.p12
valija.tls.keystore.password=secreto-tls
valija.tls.certificates=$WORK/certificates
valija.tls.clients=$WORK/clients
valija.tls.reload=1
valija.deliveries=6
valija.delivery.wait=2
valija.delivery.timeout=20
valija.timeout.delivery=30
valija.outbound.max-message-size=2097152
valija.retry.schedule=2s
valija.retry.expiry=20s
valija.destination.pause=2s
valija.destination.pause.max=4s
valija.dns.servers=127.0.0.1:$DNS_PORT
valija.dnssec=resolver
valija.smtp.port=$MX_PORT
valija.mta-sts.port=$POLICY_PORT
valija.outbound.authorities=$WORK/certificate.pem
valija.tlsrpt.organization=Laboratorio
valija.tlsrpt.contact=tls@laboratorio.local
valija.tlsrpt.address=tlsrpt@laboratorio.local
valija.dkim.networks=127.0.0.9
valija.bounce.domain=rebotes.laboratorio.local
valija.bounce.streams=bulk
valija.arc.domain=sella.example
valija.login.failures.network=1000
valija.login.failures.user=5
mp.jwt.verify.publickey.location=$WORK/jwks.json
mp.jwt.verify.issuer=https://emisor.example
mp.jwt.verify.audiences=correo
END
}
