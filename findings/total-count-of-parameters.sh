#!/usr/bin/env bash
# One would guess that Tensor.TotalCount is the number of tensors that are alive. A Parameter takes over the handle of the tensor that it is made of,
# and that tensor stays in the count for good. A test for leaks that counts so depends on how many parameters a model has.
behaviour="Tensor.TotalCount keeps counting the tensor that a Parameter was made of, after all of it is disposed; the statistics of dispose scopes do not"
program='
static (long Total, long Live) Now() => (Tensor.TotalCount, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
void Show(string what, Action make)
{
    make();
    var before = Now();
    for (int i = 0; i < 10; i++) make();
    var after = Now();
    GC.Collect();
    GC.WaitForPendingFinalizers();
    Console.WriteLine($"{what}: TotalCount +{after.Total - before.Total} (after a collection +{Tensor.TotalCount - before.Total}), alive +{after.Live - before.Live}");
}
Show("ten tensors, disposed", () => zeros(3).Dispose());
Show("ten parameters, disposed", () => new Parameter(zeros(3)).Dispose());
Show("ten parameters, in a scope", () => { using var scope = NewDisposeScope(); _ = new Parameter(zeros(3)); });'
seen='ten tensors, disposed: TotalCount +0 (after a collection +0), alive +0
ten parameters, disposed: TotalCount +10 (after a collection +10), alive +0
ten parameters, in a scope: TotalCount +10 (after a collection +10), alive +0'
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
check
