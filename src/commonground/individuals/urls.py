from django.urls import path

from . import gap_views, own_views, views

public = [
    path("my-card/yes/<str:token>/", own_views.confirm, name="individual-confirm"),
    path("my-card/stay/<str:token>/", own_views.keep, name="individual-keep"),
    path("my-card/leave/<str:token>/", own_views.withdraw, name="individual-withdraw"),
    path("my-card/<str:token>/", own_views.mine, name="individual-mine"),
]
team = [
    path("network/", views.networks, name="team-networks"),
    path("network/<slug:slug>/", views.network, name="team-network"),
    path("network/<slug:slug>/new/", views.card_new, name="network-card-new"),
    path("network/<slug:slug>/gaps/", gap_views.gaps, name="network-gaps"),
    path("network/<slug:slug>/gaps/add/", gap_views.place_add, name="network-place-add"),
    path("network-counts/", views.network_counts, name="network-counts"),
    path("network-places/<str:public_id>/remove/", gap_views.place_remove,
         name="network-place-remove"),
    path("network-cards/<str:public_id>/", views.card, name="network-card"),
    path("network-cards/<str:public_id>/edit/", views.card_edit, name="network-card-edit"),
    path("network-cards/<str:public_id>/spoke/", views.card_spoke, name="network-card-spoke"),
    path("network-cards/<str:public_id>/mine/", views.card_take_on, name="network-card-take-on"),
    path("network-cards/<str:public_id>/off/", views.card_take_off, name="network-card-take-off"),
    path("network-hand-overs/<str:public_id>/", gap_views.hand_over, name="network-hand-over"),
    path("network-hand-overs/<str:public_id>/tick/", gap_views.hand_over_tick,
         name="network-hand-over-tick"),
]  # fmt: skip
