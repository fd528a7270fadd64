from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "satuhadir.demo"
    label = "demo"
