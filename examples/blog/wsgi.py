"""The application, for servers: ``gunicorn wsgi:app``."""

from blog import create_app

app = create_app()
