from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "satuhadir.catalogue"
    label = "catalogue"
