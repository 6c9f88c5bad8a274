from django.urls import path

from . import evaluation_views, public_views, views

public = [
    path("problems/", public_views.public_problems, name="problems"),
    path("problems/feed.atom", public_views.public_feed, name="problems-feed"),
    path("problems/<str:public_id>/", public_views.public_problem, name="problem"),
    path("results/<str:public_id>/", public_views.result, name="result"),
    path("results/<str:public_id>/registration.json", public_views.result_json,
         name="result-json"),
    path("results/<str:public_id>/found/<str:found>.json", public_views.found_json,
         name="result-found"),
    path("results/<str:public_id>/explored/<str:explored>.json", public_views.explored_json,
         name="result-explored"),
    path("results/<str:public_id>/result.pdf", public_views.result_pdf, name="result-pdf"),
    path("partner/<str:word>/", public_views.partner_tasks, name="partner-tasks"),
    path("partner/<str:word>/<str:public_id>/done/", public_views.partner_finish,
         name="partner-finish"),
]  # fmt: skip
team = [
    path("problems/", views.problems, name="team-problems"),
    path("problems/new/", views.problem_new, name="team-problem-new"),
    path("problems/<str:public_id>/", views.problem, name="team-problem"),
    path("problems/<str:public_id>/why/", views.problem_analysis, name="team-problem-why"),
    path("problems/<str:public_id>/step/", views.problem_step, name="team-problem-step"),
    path("problems/<str:public_id>/gather/", views.problem_gather, name="team-problem-gather"),
    path("problems/<str:public_id>/publish/", views.problem_publish,
         name="team-problem-publish"),
    path("problems/<str:public_id>/invite/", views.problem_invite, name="team-problem-invite"),
    path("problems/<str:public_id>/evaluation/", evaluation_views.evaluation,
         name="team-evaluation"),
    path("problems/<str:public_id>/evaluation/register/", evaluation_views.evaluation_register,
         name="team-evaluation-register"),
    path("evaluations/<str:public_id>/amend/", evaluation_views.evaluation_amend,
         name="team-evaluation-amend"),
    path("evaluations/<str:public_id>/explore/", evaluation_views.evaluation_explore,
         name="team-evaluation-explore"),
    path("evaluations/<str:public_id>/correct/", evaluation_views.evaluation_correct,
         name="team-evaluation-correct"),
    path("partner-links/<str:public_id>/revoke/", views.partner_revoke, name="partner-revoke"),
]  # fmt: skip
