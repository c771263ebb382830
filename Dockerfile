# Two stages: dependencies with checked hashes, then a small image that runs as nobody in particular.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY knowledge knowledge
RUN /venv/bin/pip install --no-cache-dir --no-deps . && /venv/bin/python -m compileall -q /venv

FROM python:3.12-slim
RUN useradd --system --create-home --uid 10001 bot
COPY --from=build /venv /venv
COPY --chown=bot knowledge /home/bot/knowledge
USER bot
WORKDIR /home/bot
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 BOT_DATABASE_URL=sqlite:////home/bot/data/bot.db BOT_KEYS_FILE=/run/secrets/bot_keys
VOLUME /home/bot/data
HEALTHCHECK CMD ["bot", "health"]
ENTRYPOINT ["bot"]
CMD ["run"]
