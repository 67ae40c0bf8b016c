namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>Makes the instances that functions which are not static run on.</summary>
    public interface IFunctionActivator
    {
        /// <summary>An instance, with services of the call.</summary>
        object? CreateInstance(Type instanceType, FunctionContext context);
    }
}

namespace Microsoft.Azure.Functions.Worker.Core.Invocation
{
    /// <summary>Typed instances.</summary>
    public static class FunctionActivatorExtensions
    {
        /// <summary>An instance, with services of the call.</summary>
        public static T? CreateInstance<T>(this IFunctionActivator activator, FunctionContext context)
            where T : class
        {
            ArgumentNullException.ThrowIfNull(activator);
            return (T?)activator.CreateInstance(typeof(T), context);
        }
    }
}
