FROM python:3.11-slim-bookworm AS build
WORKDIR /desk
COPY requirements.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        -r requirements.txt
COPY . .
# Static files and messages need settings, but none of the secrets that the desk runs with.
RUN PATH=/venv/bin:$PATH REVIEWDESK_DATA_DIR=/var/lib/reviewdesk REVIEWDESK_PRODUCTION=1 \
    REVIEWDESK_SECRET_KEY=build REVIEWDESK_CONTACT_KEYS=build REVIEWDESK_INDEX_KEY=build \
    sh -c 'python scripts/messages --compile && python manage.py collectstatic --no-input -v 0'

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 1000 desk \
    && install -d -o desk /var/lib/reviewdesk /var/lib/reviewdesk/files
COPY --from=build /venv /venv
COPY --from=build /desk /desk
COPY --from=build --chown=desk /var/lib/reviewdesk/static /var/lib/reviewdesk/static
WORKDIR /desk
USER desk
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 REVIEWDESK_DATA_DIR=/var/lib/reviewdesk
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request as u; \
u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': 'localhost'}))"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
    "--blocking-threads", "8", "--log-level", "error", "reviewdesk.wsgi:application"]
