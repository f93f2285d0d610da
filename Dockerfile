# One image for web, worker, beat and migrations. The build was not verified on the machine that it was written on (no container engine there).
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY requirements/production.txt requirements/production.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/production.txt
COPY . .
RUN /venv/bin/python -m supportdesk.catalogues \
 && SECRET_KEY=build DATABASE_URL=postgres://none/none DATABASE_SYSTEM_URL=postgres://none/none STATIC_ROOT=/app/staticfiles \
    /venv/bin/python manage.py collectstatic --no-input

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app desk && install -d -o desk /media
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 MEDIA_ROOT=/media STATIC_ROOT=/app/staticfiles
USER desk
EXPOSE 8000
CMD ["gunicorn", "supportdesk.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
