"""Whether tickets are covered, for programs: the verdict on a ticket, and the check of one that nobody filed."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import VisibleField
from accounts.api.permissions import Need
from accounts.api.views import ApiViewSet
from accounts.models import Client, Level
from common import wallclock
from contracts.cover import STEPS
from contracts.cover_words import RESULTS, UPGRADES, VERDICTS, as_facts, for_client, for_staff
from contracts.queries import cover_decision
from products.models import Environment, Product
from slas.models import SEVERITIES, SOURCES, TicketType
from tickets.models import OUTCOMES
from tickets.queries.cover import in_words


@extend_schema_serializer(component_name="TicketCover")
class CoverShown(serializers.Serializer):
    """Whether the ticket is covered, as it was last decided. `sentence` is for the reader of the token's side."""

    verdict = serializers.ChoiceField(choices=list(VERDICTS.items()))
    step = serializers.IntegerField(help_text="1 to 10, the first question that was answered with no; 0: none was.")
    reason = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(choices=list(OUTCOMES.items()), allow_blank=True)
    decided_at = serializers.DateTimeField()


def shown(decision, member):
    """A stored decision as the answer holds it, or none."""
    if decision is None:
        return None
    words = in_words(decision, for_the_client=bool(member.client_id))
    said = {"verdict": decision.verdict, "step": decision.step, "reason": decision.reason, "sentence": words["sentence"]}
    return said | {"outcome": decision.outcome, "decided_at": decision.decided_at}


class CheckWanted(serializers.Serializer):
    """What to ask about; what is left out is not asked. A contact asks of no level."""

    staff_only = ("level",)

    product = VisibleField(Product, required=False)
    environment = VisibleField(Environment, required=False)
    type = VisibleField(TicketType, slug_field="code", required=False, help_text="Code of a ticket type, such as incident.")
    level = VisibleField(Level, slug_field="number", required=False, help_text="The level that would do the work.")
    severity = serializers.ChoiceField(choices=list(SEVERITIES.items()), required=False)
    channel = serializers.ChoiceField(choices=list(SOURCES.items()), required=False)
    upgrade = serializers.ChoiceField(choices=list(UPGRADES.items()), required=False)
    worked_at = serializers.DateTimeField(required=False, help_text="When the work would begin; left out, hours are not asked.")
    at = serializers.DateTimeField(required=False, help_text="By the terms of that instant; now when left out.")

    def get_fields(self):
        fields = super().get_fields()
        member = getattr(self.context.get("request"), "member", None)
        if member is not None and member.client_id:
            for name in self.staff_only:
                del fields[name]
        return fields

    def validate_environment(self, place):
        if place.client_id != self.context["client"].pk:
            raise serializers.ValidationError(_("This is no environment of that client."))
        return place


@extend_schema_serializer(component_name="CoverAnswer")
class AnswerShown(serializers.Serializer):
    """The answer to one question."""

    step = serializers.IntegerField()
    name = serializers.ChoiceField(choices=list(STEPS))
    result = serializers.ChoiceField(choices=list(RESULTS))
    sentence = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="CoverCheck")
class CheckShown(serializers.Serializer):
    """The ten answers, and what they come to. `charges` are prices without tax by the name of the step; null: none of its own."""

    verdict = serializers.ChoiceField(choices=list(VERDICTS.items()))
    step = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField(allow_blank=True)
    contract = serializers.UUIDField(allow_null=True)
    contract_version = serializers.IntegerField(allow_null=True)
    charges = serializers.DictField(child=serializers.CharField(allow_null=True))
    answers = AnswerShown(many=True)


class CoverViewSet(ApiViewSet):
    """Whether work would be covered; nothing is stored."""

    needs = {"retrieve": Need("tickets:read", staff="cover.check", contact="portal.view")}
    serializer_class = CheckShown

    @extend_schema(
        operation_id="check_cover",
        tags=["cover"],
        summary="Ask whether work would be covered",
        parameters=[CheckWanted],
        responses={200: CheckShown},
    )
    def retrieve(self, request, client):
        found = get_object_or_404(Client.objects.visible_to(request.member), pk=client)
        asked = CheckWanted(data=request.query_params, context=self.get_serializer_context() | {"client": found})
        asked.is_valid(raise_exception=True)
        said = dict(asked.validated_data)
        kind, at = said.pop("type", None), said.pop("at", None) or wallclock.now()
        product = said.pop("product", None) or (said["environment"].product if "environment" in said else None)
        decided = cover_decision(client=found, at=at, product=product, activity=kind.activity_class if kind else "", **said)
        verdict, words = decided.verdict, for_client if request.member.client_id else for_staff
        answer = {
            "verdict": verdict.verdict,
            "step": verdict.step,
            "reason": verdict.reason,
            "sentence": words(verdict.reason, verdict.facts),
            "contract": decided.contract.pk if decided.contract else None,
            "contract_version": decided.version.number if decided.version else None,
            "charges": as_facts(verdict)["charges"],
            "answers": [
                {"step": each.number, "name": each.name, "result": each.result, "sentence": words(each.reason, each.facts)}
                for each in verdict.steps
            ],
        }
        return Response(CheckShown(answer).data)
