# The image of a project: its revisions, compiled already. In the folder with retort.json:
#   docker build -f project.Dockerfile -t shop:1.4.2 .
FROM retort
COPY . .
USER root
RUN retort compile
USER $APP_UID
CMD ["upgrade", "--yes"]
