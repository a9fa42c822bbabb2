"""The step to the forum in SpiffWorkflow: a stored case is restored, its task run, and the case stored again.

To the peer's favour the process has only the two states of the step, not the routine's nine.
"""

from pathlib import Path

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

FACTS = {"role": "reporting.manager", "conduct_matter": False, "all_received": True}


class StoredCases:
    """Two cases as a database would keep them: on the managers' table, with and without an attested text."""

    def __init__(self) -> None:
        parser = BpmnParser()
        parser.add_bpmn_file(str(Path(__file__).parent / "lift.bpmn"))
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self._stored = {}
        for attested in (True, False):
            workflow = BpmnWorkflow(parser.get_spec("varmland"))
            workflow.do_engine_steps()
            workflow.get_next_task(state=TaskState.READY).data.update(FACTS, attested=attested)
            self._stored[attested] = self._serializer.serialize_json(workflow)

    def lift(self, answer: str, *, attested: bool) -> bool:
        """Takes the step on the stored case; True when it comes to the forum."""
        workflow = self._serializer.deserialize_json(self._stored[attested])
        task = workflow.get_next_task(state=TaskState.READY, spec_name="manager_dialogue")
        task.data["why_unsolved"] = answer
        task.run()
        workflow.do_engine_steps()
        self._serializer.serialize_json(workflow)
        return workflow.get_next_task(state=TaskState.READY).task_spec.name == "forum"
