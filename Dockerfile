# One image for web, worker, beat and migrations. docs/operation.md says how it is run.

FROM node:24-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.12-slim AS packages
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/base.txt

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin sro
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=sro.settings.production
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY --from=front-end /app/node_modules node_modules
COPY . .
# Production refuses to start without these; here they only let the two commands run, and none of
# them stays in the image.
RUN SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgres://build REDIS_URL=redis://build \
    sh -c 'python manage.py catalogue --compile && python manage.py collectstatic --noinput' \
    && rm -rf var
USER sro
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-m", "sro.probe", "web"]
CMD ["gunicorn", "sro.wsgi", "--bind=0.0.0.0:8000", "--worker-tmp-dir=/dev/shm", "--workers=3", "--threads=4", "--timeout=60", "--max-requests=2000", "--max-requests-jitter=200"]
