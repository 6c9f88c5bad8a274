from django.conf import settings
from django.urls import path

from . import trail_views, views

public = [
    path("officers/<str:public_id>/photo.jpg", views.officer_photo, name="officer-photo"),
]
team = [
    path("lock/", views.lock, name="team-lock"),
    path("stay/", views.stay, name="team-stay"),
    path("people/", views.people, name="team-people"),
    path("people/<str:public_id>/", views.person, name="team-person"),
    path("people/<str:public_id>/post/", views.add_posting, name="team-person-post"),
    path("people/<str:public_id>/end/", views.end_posting, name="team-person-end"),
    path("people/<str:public_id>/away/", views.add_absence, name="team-person-away"),
    path("people/<str:public_id>/password/", views.new_password, name="team-person-password"),
    path("people/<str:public_id>/close/", views.close_account, name="team-person-close"),
    path("absences/<str:public_id>/remove/", views.remove_absence, name="team-absence-remove"),
    path("card/", views.card, name="team-card"),
    path("card/consent/", views.card_consent, name="team-card-consent"),
    path("audit/", trail_views.audit, name="team-audit"),
    path("audit/<str:public_id>/who/", trail_views.audit_who, name="team-audit-who"),
]

if settings.OPENID_CONNECT:
    from .openid import views as openid

    team += [
        path("openid/link/", openid.link, name="team-openid-link"),
        path("openid/unlink/", openid.unlink, name="team-openid-unlink"),
    ]
