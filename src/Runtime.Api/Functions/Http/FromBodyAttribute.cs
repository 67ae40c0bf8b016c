using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Http.Converters;

namespace Microsoft.Azure.Functions.Worker.Http
{
    /// <summary>The parameter is the body of the request.</summary>
    public class FromBodyAttribute : InputConverterAttribute
    {
        /// <summary>The parameter is the body of the request.</summary>
        public FromBodyAttribute()
            : base(typeof(FromBodyConverter))
        {
        }
    }
}

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.Converters
{
    /// <summary>Reads the body of the request of a call.</summary>
    public interface IFromBodyConversionFeature
    {
        /// <summary>The body as a value.</summary>
        ValueTask<object?> ConvertAsync(FunctionContext context, Type targetType);
    }

    /// <summary>Converts by the host's feature.</summary>
    internal sealed class FromBodyConverter : IInputConverter
    {
        public async ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
        {
            if (context.FunctionContext.Features.Get<IFromBodyConversionFeature>() is not { } feature)
                return ConversionResult.Failed(new InvalidOperationException("The call has no request whose body could be read."));

            try
            {
                return ConversionResult.Success(await feature.ConvertAsync(context.FunctionContext, context.TargetType));
            }
            catch (Exception error)
            {
                return ConversionResult.Failed(error);
            }
        }
    }
}
