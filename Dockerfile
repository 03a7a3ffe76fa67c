# Lumix in a container. It starts only where it is told who may use it: see LUMIX_MODE in .env.example, and compose.yaml.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/lumix

# The lock alone first: code changes daily, packages seldom.
COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt

# An owner other than the code's: what runs can write to /data and /checkpoints and nowhere else.
RUN useradd --system --no-create-home --home-dir /nonexistent lumix \
    && install --directory --owner lumix --mode 700 /data /checkpoints
COPY . .
USER lumix
ENV LUMIX_DATA_DIR=/data
VOLUME /data /checkpoints
EXPOSE 8000

HEALTHCHECK --interval=15s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=8)"]
CMD ["sh", "-c", "python manage.py migrate --noinput && exec gunicorn lumix.wsgi --bind 0.0.0.0:8000"]
