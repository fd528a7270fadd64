from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "satuhadir.queue"
    label = "queue"
