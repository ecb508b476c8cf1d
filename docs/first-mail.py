"""Sends a mail to the example's address on the demo server, as any client would."""
import smtplib
import sys
from email.message import EmailMessage

port = int(sys.argv[1]) if len(sys.argv) > 1 else 2525

message = EmailMessage()
message["Subject"] = "Hola"
message["From"] = "ana@ejemplo.net"
message["To"] = "soporte@ejemplo.com"
message.set_content("No puedo entrar.")

with smtplib.SMTP("localhost", port, timeout=30) as server:
    server.set_debuglevel(1)
    server.send_message(message)
