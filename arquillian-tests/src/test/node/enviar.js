// Sends one mail as an application with nodemailer does: node enviar.js HOST PORT USER PASSWORD RECIPIENT SUBJECT
// The certificate is trusted by NODE_EXTRA_CA_CERTS.
'use strict';

const nodemailer = require('nodemailer');

const [host, port, user, pass, to, subject] = process.argv.slice(2);
const transport = nodemailer.createTransport({
  host,
  port: Number(port),
  requireTLS: true,
  auth: { user, pass },
  connectionTimeout: 20000,
  socketTimeout: 20000,
});

transport
  .sendMail({ from: user, to, subject, text: 'Enviado con nodemailer.', html: '<p>Enviado con <b>nodemailer</b>.</p>' })
  .then((info) => console.log(info.response))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => transport.close());
