import smtplib
from email.message import EmailMessage

mensaje = EmailMessage()
mensaje["Subject"] = "Reporte diario"
mensaje["From"] = "robot@laboratorio.local"
mensaje["To"] = "soporte@laboratorio.local"
mensaje.set_content("Adjunto el resumen de procesos.")

with smtplib.SMTP("smtp.laboratorio.local", 587) as servidor:
    servidor.starttls()
    servidor.login("robot@laboratorio.local", "ClaveSecreta!")
    servidor.send_message(mensaje)
    print("Correo enviado")
